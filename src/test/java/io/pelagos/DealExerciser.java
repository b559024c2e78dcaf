package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Calls what a lead brings in: deals, opportunities, contracts, payments. */
final class DealExerciser extends AcmeCalls {
    DealExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void deals() {
        String all = LEAD + "/deals";
        String lead = held("{'name':'Buyer'}");
        JsonObject first = json("{'amount':12800.5,'currency':'CNY','kind':'first','external_id':'order-1',"
                + "'contract_ends_at':'2090-01-01T00:00:00.000Z','note':'paid in rates'}");
        expect(404, call(wei, "POST " + all, "", first, "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'amount':-1,'currency':'ABC'}"), "lead", lead));
        expect(409, call(lin, "POST " + all, "", json("{'kind':'repurchase'}"), "lead", lead));
        twice(202, lin, "POST " + all, first, "lead", lead);
        String key = lastKey();
        expect(409, call(lin, "POST " + all, "", json("{}"), "lead", lead));
        expect(201, call(lin, "POST " + LEAD + "/payments", "", json("{'amount':1,'currency':'CNY'}"), "lead", lead));
        twice(200, sam, "POST " + LEAD + "/approve", json("{'what':'deal'}"), "lead", lead);
        expect(202, call(lin, "POST " + all, "", first, "lead", lead, KEY, key));
        expect(409, call(sam, "POST " + all, "", first, "lead", lead));
        expect(409, call(sam, "POST " + all, "", json("{'kind':'first'}"), "lead", lead));
        twice(201, sam, "POST " + all, json("{'amount':3200,'currency':'CNY'}"), "lead", lead);
        expect(202, call(lin, "POST " + all, "", json("{}"), "lead", lead));
        JsonObject no = json("{'what':'deal','approved':false,'note':'not paid'}");
        expect(200, call(sam, "POST " + LEAD + "/approve", "", no, "lead", lead));
        pages("GET " + all, lead);
        expect(200, call(sam, "GET " + LEAD + "/events", "?limit=200", null, "lead", lead));
    }

    void opportunities() {
        String all = LEAD + "/opportunities";
        String lead = held("{'name':'Chance'}");
        JsonObject full = json("{'name':'Evening course','stage':'new','probability':40,'amount':12800,"
                + "'currency':'CNY','external_id':'crm-1'}");
        expect(404, call(wei, "POST " + all, "", full, "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'stage':'soon','probability':101}"), "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'stage':'soon'}"), "lead", lead));
        twice(201, lin, "POST " + all, full, "lead", lead);
        expect(409, call(lin, "POST " + all, "", full, "lead", lead));
        expect(201, call(lin, "POST " + all, "", json("{'stage':'new'}"), "lead", lead));
        String id = pages("GET " + all, lead);
        String one = "PUT " + all + "/{opportunity}";
        JsonObject on =
                json("{'name':'Day course','stage':'offer','probability':70,'amount':9800.25,'currency':'CNY'}");
        twice(200, lin, one, on, "lead", lead, "opportunity", id);
        expect(
                400,
                call(lin, one, "", json("{'stage':'offer','external_id':'crm-2'}"), "lead", lead, "opportunity", id));
        expect(404, call(lin, one, "", on, "lead", lead, "opportunity", "99"));
        expect(200, call(lin, "GET " + all, "", null, "lead", lead));
        expect(200, call(lin, "POST " + LEAD + "/close", "", json("{'reason':'lost'}"), "lead", lead));
        expect(409, call(admin, one, "", on, "lead", lead, "opportunity", id));
    }

    void contractsAndPayments() {
        String contracts = LEAD + "/contracts";
        String lead = held("{'name':'Customer'}");
        JsonObject contract = json("{'amount':12800,'currency':'CNY','signed_at':'2026-01-05T00:00:00.000Z',"
                + "'ends_at':'2090-01-01T00:00:00.000Z','external_id':'c-1'}");
        expect(404, call(wei, "POST " + contracts, "", contract, "lead", lead));
        expect(400, call(lin, "POST " + contracts, "", json("{'signed_at':'2090-01-01T00:00:00.000Z'}"), "lead", lead));
        twice(201, lin, "POST " + contracts, contract, "lead", lead);
        expect(409, call(lin, "POST " + contracts, "", contract, "lead", lead));
        expect(201, call(lin, "POST " + contracts, "", json("{}"), "lead", lead));
        pages("GET " + contracts, lead);

        String payments = LEAD + "/payments";
        JsonObject payment =
                json("{'amount':0.5,'currency':'EUR','paid_at':'2026-01-06T00:00:00.000Z'," + "'external_id':'p-1'}");
        expect(404, call(wei, "POST " + payments, "", payment, "lead", lead));
        expect(400, call(lin, "POST " + payments, "", json("{}"), "lead", lead));
        twice(201, lin, "POST " + payments, payment, "lead", lead);
        expect(409, call(lin, "POST " + payments, "", payment, "lead", lead));
        expect(201, call(lin, "POST " + payments, "", json("{'amount':7,'currency':'EUR'}"), "lead", lead));
        pages("GET " + payments, lead);
    }

    /** Reads a list of two or more items about a lead; the id of the first. */
    private String pages(String operation, String lead) {
        expect(404, call(wei, operation, "", null, "lead", lead));
        expect(400, call(lin, operation, "?sort=at", null, "lead", lead));
        Reply first = expect(200, call(lin, operation, "?limit=1", null, "lead", lead));
        String next = first.json().getString("next");
        Reply second = expect(200, call(lin, operation, "?limit=1&cursor=" + next, null, "lead", lead));
        JsonObject item = first.json().getJsonArray("items").getJsonObject(0);
        if (second.json().getJsonArray("items").getJsonObject(0).equals(item)) {
            throw new AssertionError(operation + " does not go on: " + second.body());
        }
        return item.getString("id");
    }
}
