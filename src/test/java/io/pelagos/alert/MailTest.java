package io.pelagos.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailTest {
    @Test
    void a_title_of_several_lines_makes_no_header() throws Exception {
        GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        Vertx vertx = Vertx.vertx();
        try {
            Mail mail = new Mail(
                    vertx,
                    new Mail.Settings(
                            "127.0.0.1", smtp.getSmtp().getPort(), "none", "", "", "pelagos@firm.example", 10_000));
            Letter letter = new Letter(
                    "1", new JsonObject(), "Pool Q\nBcc: evil@x.example\r\n\r\nbody is dry", List.of("now"), "", "");
            mail.send(List.of("ops@firm.example"), letter)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(smtp.getReceivedMessages()).hasSize(1);
            assertThat(GreenMailUtil.getHeaders(smtp.getReceivedMessages()[0]))
                    .contains("Subject: Pool Q Bcc: evil@x.example body is dry")
                    .doesNotContain("\nBcc");
        } finally {
            smtp.stop();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_server_that_says_nothing_keeps_no_connection() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Mail mail = new Mail(
                    vertx,
                    new Mail.Settings("127.0.0.1", silent.getLocalPort(), "none", "", "", "pelagos@firm.example", 500));
            Letter letter = new Letter("1", new JsonObject(), "Pool Q is dry", List.of("now"), "", "");
            // More than it has connections.
            for (int i = 0; i < 4; i++) {
                CompletableFuture<String> sent = mail.send(List.of("ops@firm.example"), letter)
                        .toCompletionStage()
                        .toCompletableFuture();
                try (Socket connection = silent.accept()) {
                    connection.setSoTimeout(10_000);
                    assertThat(connection.getInputStream().read()).as("its end").isEqualTo(-1);
                }
                assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            }
            mail.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
