package io.waybill.models.generation;

/** Renders whole answers in the form of their endpoint, as OpenAI's API has it. */
public final class GenerationAnswers {

    private GenerationAnswers() {}

    /**
     * {@return the answer as JSON}
     *
     * @param id of the call; the answer's id is made of it
     * @param createdSeconds since 1970
     */
    public static byte[] json(GenerationRequest request, String id, long createdSeconds, Generated generated) {
        return AnswerParts.bytes(
                switch (request.endpoint()) {
                    case chat -> ChatForm.answer(request, id, createdSeconds, generated);
                    case completions -> CompletionsForm.answer(request, id, createdSeconds, generated);
                    case responses -> ResponsesForm.answer(request, id, createdSeconds, generated);
                });
    }
}
