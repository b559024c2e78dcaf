package io.pelagos.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.Tenant;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelCheckTest {
    private static final Tenant TENANT = Tenant.TENANT
            .read()
            .apply(
                    "",
                    new JsonObject("{\"name\":\"Acme\",\"time_zone\":\"Asia/Shanghai\",\"grades\":[\"A\",\"B\"],"
                            + "\"fields\":[{\"id\":\"size\",\"name\":\"Size\",\"type\":\"number\"}]}"));

    /** What is wrong with a channel of web leads, changed so. */
    private static List<String> faults(String change) {
        JsonObject written = new JsonObject(change.replace('`', '"'));
        Channel channel = Deliveries.channel("generic", written);
        Credentials secrets = new Credentials(channel.secret(), channel.credentials());
        return ChannelCheck.faults(channel, secrets, TENANT, written).stream()
                .map(fault -> fault.pointer() + ": " + fault.detail())
                .toList();
    }

    /** The settings of a channel that asks, changed so. */
    private static String pull(String change) {
        JsonObject pull =
                new JsonObject("{\"url\":\"https://example.com/?page={page}\",\"list\":\"data\",\"body\":{}}");
        pull.mergeIn(new JsonObject(change.replace('`', '"')));
        return new JsonObject()
                .put("type", "kuaishou")
                .put("settings", new JsonObject().put("pull", pull))
                .encode();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`url`:`https://example.com/?page={page}&a={pagee}`} | url: may hold only {from}",
                "{`headers`:{`X-A`:`{nope}`}} | headers/X-A: may hold only {from}",
                "{`body`:{`a`:[{`b`:`{nope}`}]}} | body: may hold only {from}",
                "{`signed`:`{nope}`} | signed: may hold only {from}",
                "{`signed`:`{signature}`} | signed: has a place for a signature",
                "{`headers`:{`X-A`:`{signature}`}} | headers/X-A: has a place for a signature",
                "{`time_format`:`VV`} | time_format: must be seconds",
                "{`headers`:{`X-A`:`a\\nb`}} | headers/X-A: must be visible ASCII",
                "{`headers`:{`Content-Length`:`1`}} | headers/Content-Length: is the server's to say",
                "{`headers`:{`Host`:`a`}} | headers/Host: is the server's to say",
                "{`headers`:{`transfer-encoding`:`a`}} | headers/transfer-encoding: is the server's to say",
                "{`headers`:{`Content-Type`:`text/xml`}} | headers/Content-Type: is the server's to say",
                "{`list`:`data[0`} | list: must be a path"
            })
    void names_what_of_a_pull_could_not_work(String change, String fault) {
        assertThat(faults(pull(change))).singleElement().asString().startsWith("/settings/pull/" + fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`mapping`:{`phone`:`a[`}} | /mapping: the path of phone must be a path",
                "{`mapping`:{`name`:`x..y`}} | /mapping: the path of name must be a path",
                "{`mapping`:{`name`:{`path`:`.y`}}} | /mapping: the path of name must be a path",
                "{`type`:`calls`,`mapping`:{`id`:`a]`}} | /mapping: the path of id must be a path",
                "{`mapping`:{`grade`:{`value`:`QQ`}}} | /mapping/grade: is not a grade of this firm",
                "{`settings`:{`list`:`a[0`}} | /settings/list: must be a path",
                "{`secret`:`s`,`auth`:{`type`:`shared`,`in`:`body`,`name`:`a[`}} | /auth/name: must be a path",
                "{`secret`:`s`,`auth`:{`type`:`hmac-sha256`,`name`:`X`,`signed`:[`{body.a[}`]}} | /auth/signed: must name",
                "{`auth`:{`type`:`none`,`name`:`x`}} | /auth/name: is not for the type none",
                "{`auth`:{`type`:`none`,`in`:`header`}} | /auth/in: is not for the type none",
                "{`secret`:`s`,`auth`:{`type`:`basic`,`name`:`u`,`in`:`query`}} | /auth/in: is not for the type basic",
                "{`secret`:`s`,`auth`:{`type`:`shared`,`name`:`X`,`encoding`:`hex`}} | /auth/encoding: is not for",
                "{`credentials`:{`page_token`:`t`}} | /credentials/page_token: is not used",
                "{`type`:`meta`,`secret`:`s`,`credentials`:{`token`:`t`}} | /credentials/token: is not used",
                "{`routing`:[{`name`:`r`,`pool`:`b`,`when`:{`not`:{`all`:[{`field`:`fields.nope`,`is`:1}]}}}]}"
                        + " | /routing/0/when: looks at a field"
            })
    void names_what_else_could_not_work(String change, String fault) {
        String pool = change.contains("`calls`") ? "{`pool`:null," : "{";
        assertThat(faults(pool + change.substring(1)))
                .singleElement()
                .asString()
                .startsWith(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`mapping`:{`name`:`data[name=What is your name?].value`,`phone`:`interests[]`,`email`:`[0].a`}}",
                "{`mapping`:{`name`:`Your name...`,`phone`:`Phone no.`,`email`:`a.b[0][1].c`}}",
                "{`auth`:{`type`:`none`,`name`:null}}",
                "{`credentials`:{`page_token`:null,`verify_token`:``}}",
                "{`secret`:`s`,`credentials`:{`token`:`t`},`auth`:{`type`:`tencent`}}",
                "{`secret`:`s`,`credentials`:{`token`:`t`},`auth`:{`type`:`hmac-sha256`,`name`:`X`,`signed`:[`{token}`]}}",
                "{`type`:`meta`,`secret`:`s`,`credentials`:{`page_token`:`t`,`verify_token`:`v`}}",
                "{`mapping`:{`grade`:{`path`:`level`,`default`:`B`}}}",
                "{`type`:`kuaishou`,`credentials`:{`token`:`t`}}",
                "{`routing`:[{`name`:`r`,`pool`:`b`,`when`:{`field`:`fields.size`,`min`:5,`max`:9}}]}"
            })
    void lets_pass_what_works(String change) {
        // An empty text takes a credential away before anything is stored.
        JsonObject written = new JsonObject(change.replace('`', '"'));
        JsonObject stored = written.copy();
        if (stored.getValue("credentials") instanceof JsonObject named) {
            named.fieldNames().removeIf(name -> named.getValue(name) == null || "".equals(named.getValue(name)));
        }
        Channel channel = Deliveries.channel("generic", stored);
        Credentials secrets = new Credentials(channel.secret(), channel.credentials());
        assertThat(ChannelCheck.faults(channel, secrets, TENANT, written)).isEmpty();
    }

    @Test
    void lets_pass_what_platforms_are_asked_by() {
        for (String type : List.of("tencent", "oceanengine")) {
            String channel = pull("{`url`:`https://example.com/?page={page}&start={from}`,`body`:null}")
                    .replace("kuaishou", type);
            assertThat(faults(channel)).as(type).isEmpty();
        }
        assertThat(faults(pull("{`body`:{`a`:[`{page}`,1,null]},`headers`:{`X-A`:`{timestamp}{nonce}`},"
                        + "`time_format`:`yyyy-MM-dd'T'HH:mm:ssXXX`}")))
                .isEmpty();
    }
}
