package io.waybill.activities.price;

/** What is counted. Constants are the stored and the wire names. */
public enum Unit {
    /** An item or a call. */
    item,
    /** A token that goes in. */
    token,
    /** A token that comes out. */
    output_token,
    /** A second of audio or video. */
    second,
    /** A million pixels. */
    megapixel,
    /** A media file that is processed. */
    file_fee,
    /** A media file that is kept. */
    storage_fee
}
