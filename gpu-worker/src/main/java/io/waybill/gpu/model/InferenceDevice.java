package io.waybill.gpu.model;

/** What a model runs on; constants are the values of the setting. */
public enum InferenceDevice {
    /** All cores of the machine. */
    cpu,
    /** The first CUDA device; needs ONNX Runtime's GPU build on the class path. */
    gpu
}
