package io.pelagos.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactTest {
    @ParameterizedTest
    @CsvSource({
        "+8613812341234, 138****1234",
        "+16505550123, 65****0123",
        "+85221234567, ****4567",
        "+4930123456, ****3456",
        "1234567, ****567",
        "12345, ****5",
        "1234, ****",
        "12, ****",
        "'', ''",
        "no digits, ****"
    })
    void a_phone_hides_at_least_four_digits(String phone, String masked) {
        assertThat(Masking.phone(phone)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "anna@example.com, a***@example.com",
        "a@example.com, ***@example.com",
        "@example.com, ***@example.com",
        "a@b@c, a***@c",
        "anna, a***",
        "a, ***",
        "'', ''"
    })
    void an_email_shows_its_first_letter_and_its_domain(String email, String masked) {
        assertThat(Masking.email(email)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({"wxid_anna, w***", "w, ***", "😀😀, 😀***"})
    void a_wechat_id_shows_its_first_letter(String wechat, String masked) {
        assertThat(Masking.wechat(wechat)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({"王小明, 王**", "Jane Roe, J**", "王, 王**", "😀x, 😀**"})
    void a_name_shows_its_first_character(String name, String masked) {
        assertThat(Masking.name(name)).isEqualTo(masked);
    }

    @Test
    void what_a_pool_does_not_mask_is_shown_but_never_the_name() {
        Contact contact = new Contact("王小明", "+8613812341234", "anna@example.com", null, "Firm");

        assertThat(contact.masked(Set.of("phone", "wechat")))
                .isEqualTo(new Contact("王**", "138****1234", "anna@example.com", null, "Firm"));
    }

    @Test
    void every_field_that_a_pool_may_mask_is_masked() {
        Contact contact = new Contact("王小明", "+8613812341234", "anna@example.com", "wxid_anna", "王氏公司");

        assertThat(contact.masked(Set.of("name", "phone", "email", "wechat", "company")))
                .isEqualTo(new Contact("王**", "138****1234", "a***@example.com", "w***", "王**"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "+16505550123, CN, +16505550123",
                "1-305-555-0123, US, +13055550123",
                "+91 90000 00011, -, +919000000011",
                "0912345678, TW, +886912345678",
                "p:+61491570156, -, +61491570156",
                "138 1234 1234, CN, +8613812341234",
                "13812341234, -, -",
                "+11234567890, US, -",
                "<test lead: dummy data for phone>, US, -",
                "'', CN, -"
            })
    void numbers_become_e164_or_nothing(String text, String region, String e164) {
        assertThat(Phones.e164(text, region).orElse(null)).isEqualTo(e164);
    }

    @Test
    void a_field_may_hold_several_numbers() {
        assertThat(Phones.all("13812341234, 13900001111;x/13812341234", "CN"))
                .containsExactly("+8613812341234", "+8613900001111");
        assertThat(Phones.all("1,".repeat(5_000), "CN")).isEmpty();
    }
}
