package io.pelagos;

import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.LeadItems;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.baidu.BaiduAdapter;
import io.pelagos.channel.generic.GenericAdapter;
import io.pelagos.channel.google.GoogleAdapter;
import io.pelagos.channel.kuaishou.KuaishouAdapter;
import io.pelagos.channel.linkedin.LinkedinAdapter;
import io.pelagos.channel.linkedin.LinkedinSource;
import io.pelagos.channel.meta.GraphSource;
import io.pelagos.channel.meta.MetaAdapter;
import io.pelagos.channel.oceanengine.OceanengineAdapter;
import io.pelagos.channel.tencent.TencentAdapter;
import io.pelagos.channel.tiktok.TiktokAdapter;
import java.util.Map;

/** Who speaks which platform's language. */
final class Adapters {
    static final Map<Channel.Type, ChannelAdapter> ALL = Map.of(
            Channel.Type.GENERIC, new GenericAdapter(),
            Channel.Type.GOOGLE, new GoogleAdapter(),
            Channel.Type.META, new MetaAdapter(),
            Channel.Type.TIKTOK, new TiktokAdapter(),
            Channel.Type.OCEANENGINE, new OceanengineAdapter(),
            Channel.Type.TENCENT, new TencentAdapter(),
            Channel.Type.BAIDU, new BaiduAdapter(),
            Channel.Type.LINKEDIN, new LinkedinAdapter(),
            Channel.Type.KUAISHOU, new KuaishouAdapter());

    /** Of platforms that tell only ids. */
    static final Map<Channel.Type, LeadSource> SOURCES =
            Map.of(Channel.Type.META, new GraphSource(), Channel.Type.LINKEDIN, new LinkedinSource());

    /** Of platforms that are asked for their newest leads. */
    static final Map<Channel.Type, LeadItems> ITEMS = Map.of(
            Channel.Type.KUAISHOU, new KuaishouAdapter(),
            Channel.Type.TENCENT, new TencentAdapter(),
            Channel.Type.OCEANENGINE, new OceanengineAdapter());

    private Adapters() {}
}
