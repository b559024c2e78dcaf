package io.pelagos.signin;

/** An identity provider that does not answer, or not as it should. Its message is for logs and holds nothing secret. */
public final class ProviderTrouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProviderTrouble(String message) {
        super(message, null, false, false);
    }
}
