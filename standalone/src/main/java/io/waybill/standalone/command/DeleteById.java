package io.waybill.standalone.command;

import io.waybill.standalone.client.ApiClient;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Deletes the one thing that an id names; the API answers nothing to it. */
abstract class DeleteById extends ApiCommand {

    @Mixin
    private IdParameter id = new IdParameter();

    /** {@return where such things are, with a slash at the end} */
    abstract String folder();

    @Override
    final JsonNode ask(ApiClient api) throws IOException, InterruptedException {
        return api.delete(folder() + id.segment());
    }

    @Override
    final void show(JsonNode answer) {
        System.out.println("deleted " + id.segment());
    }
}
