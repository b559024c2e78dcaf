package io.pelagos.exchange;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What columns are usually called, in Chinese and in English, and what that means. */
final class Headings {
    private static final Map<String, String> KNOWN = new HashMap<>();

    static {
        known("name", "name fullname customer customername contact contactname contactperson");
        known("name", "姓名 名字 名称 客户 客户姓名 客户名称 客户名 联系人 联系人姓名 称呼");
        known("phone", "phone phonenumber mobile mobilephone mobilenumber tel telephone cell cellphone");
        known("phone", "电话 手机 手机号 手机号码 电话号码 联系电话 联系手机 联系方式 移动电话");
        known("email", "email emailaddress mail 邮箱 电子邮箱 邮件 电子邮件 邮箱地址");
        known("wechat", "wechat wechatid weixin wx 微信 微信号 微信账号");
        known("company", "company companyname organisation organization 公司 公司名称 企业 企业名称 单位 单位名称 工作单位");
        known("external_id", "externalid leadid crmid 外部编号 线索编号 线索id 客户编号 编号");
        known("campaign", "campaign campaignname 计划 推广计划 广告计划 活动");
        known("ad_group", "adgroup adgroupname 单元 推广单元 广告组");
        known("ad", "adname creative 创意 广告创意");
        known("click_id", "clickid 点击id");
        known("page", "landingpage 落地页 页面");
        known("grade", "level 等级 级别 客户等级 线索等级 客户级别 意向等级");
        known("score", "评分 得分 分数 分值");
        known("tags", "tag 标签 客户标签");
        known("region", "requiresregion");
        known("owner", "ownerid assignee salesperson agent 负责人 归属人 所属人 销售 所属销售 跟进人 坐席 所属坐席 归属坐席");
        known("won_at", "wonat wondate dealdate 成交时间 成交日期 签约时间 签约日期");
        known("contract_ends_at", "contractendsat contractend 合同到期 合同到期日 合同到期时间 合同结束日期");
        known(
                "last_followup_at",
                "lastfollowupat lastfollowup lastcontact lastcontacted 最后跟进 最后跟进时间 最近跟进 最近跟进时间 跟进时间 最后联系时间");
        known("last_outcome", "lastoutcome 跟进结果 最后跟进结果 最近跟进结果");
        known("followups", "跟进记录");
        known("next_at", "nextat nextcontact nextfollowup 下次跟进 下次跟进时间 下次联系时间 下次联系");
        known("closed_reason", "closedreason 关闭原因 无效原因");
        known("created_at", "createdat created createddate 创建时间 创建日期 录入时间");
        known("entered_pool_at", "enteredpoolat 入池时间 进入公海时间");
        known("claimed_at", "claimedat 领取时间 分配时间");
        known("rounds", "流转次数");
        known("attributes", "");
        known("masked", "");
        known("-", "id state pool channel version deadline awaiting nurtureuntil lockeduntil error");
    }

    private Headings() {}

    private static void known(String target, String names) {
        KNOWN.put(plain(target), target);
        for (String name : names.split(" ", -1)) {
            KNOWN.putIfAbsent(name, target);
        }
    }

    /** The target that a heading means, as a mapping writes it; null when it is not a usual one. */
    static @Nullable String meaning(String heading) {
        String text = plain(heading);
        for (String part : new String[] {"contact", "source", "requires"}) {
            // As the API nests them: contact.phone.
            if (heading.startsWith(part + ".")) {
                text = plain(heading.substring(part.length() + 1));
            }
        }
        return text.isEmpty() ? null : KNOWN.get(text);
    }

    private static String plain(String heading) {
        StringBuilder text = new StringBuilder();
        heading.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}
