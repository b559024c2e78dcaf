package io.pelagos.apifuzz;

/**
 * Who sends a request.
 *
 * @param label stands for the token where requests are shown
 * @param role as the document calls it; empty when the token is none
 * @param agent the id; empty for the operator and for nobody
 * @param token empty for none
 * @param known what the caller's tenant has
 */
record Caller(String label, String role, String agent, String token, Known known) {
    boolean mayCall(Operation operation) {
        return operation.roles().isEmpty() || operation.roles().contains(role);
    }
}
