package io.waybill.api.batch;

import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import org.springframework.stereotype.Component;

/** Finds the uploaded files that batches read. */
@Component
final class InputFiles {

    private static final String FIELD = "input_file_id";

    private final Files files;

    InputFiles(Files files) {
        this.files = files;
    }

    /**
     * {@return the caller's file}
     *
     * @throws ApiFailure where there is none, or it is not for batches
     */
    StoredFile find(Caller caller, String fileId) {
        var file = Ids.parse(Ids.FILE, fileId)
                .flatMap(uuid -> files.find(caller.accountId(), uuid))
                .orElseThrow(() -> new ApiFailure(ApiError.FILE_NOT_FOUND, FIELD, "there is no file " + fileId));
        if (!file.purpose().equals("batch")) {
            throw ApiFailure.invalid(
                    FIELD, "the file has purpose " + file.purpose() + ", a batch reads files of purpose batch");
        }
        return file;
    }
}
