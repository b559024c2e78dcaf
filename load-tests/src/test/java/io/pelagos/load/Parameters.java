package io.pelagos.load;

import io.pelagos.bench.PelagosApi;

/** What every simulation is told by system properties, {@code -Dname=value}. */
final class Parameters {
    private Parameters() {}

    /** The server at {@code pelagos.url}, as the operator whose token is {@code pelagos.token}. */
    static PelagosApi operator() {
        String token = System.getProperty("pelagos.token", System.getenv("PELAGOS_BOOTSTRAP_TOKEN"));
        if (token == null || token.isBlank()) {
            throw new IllegalStateException("say who the operator is: -Dpelagos.token=… or PELAGOS_BOOTSTRAP_TOKEN");
        }
        return new PelagosApi(System.getProperty("pelagos.url", "http://127.0.0.1:8080"), token);
    }

    /** A whole number from 1 to a million. */
    static int number(String name, int otherwise) {
        int number = Integer.getInteger(name, otherwise);
        if (number < 1 || number > 1_000_000) {
            throw new IllegalArgumentException(name + " must be from 1 to 1000000, is " + number);
        }
        return number;
    }

    /** A share from 0 to 1. */
    static double share(String name, double otherwise) {
        double share = Double.parseDouble(System.getProperty(name, Double.toString(otherwise)));
        if (!(share >= 0 && share < 1)) throw new IllegalArgumentException(name + " must be from 0 to below 1");
        return share;
    }
}
