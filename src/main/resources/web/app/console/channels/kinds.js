/** What the kinds of channels have, and how they differ. */

/** Proofs by `auth.type`; the empty one is what is usual on the platform. */
const SHARED = ['', 'shared', 'hmac-sha256', 'standard-webhooks', 'basic', 'none'];

/**
 * `secret`: what it is, as a key of texts; `needed`: it has to be there; `credentials`: further secrets; `proofs`: how a
 * delivery may prove where it comes from; `pulls`: it can be asked for leads, or has to be (`always`).
 */
export const KINDS = {
  generic: { secret: 'generic', proofs: SHARED, make: true },
  google: { secret: 'google', needed: true, make: true },
  meta: { secret: 'app', credentials: ['verify_token', 'page_token'], proofs: ['', 'none'], address: 'graph_url' },
  tiktok: { secret: 'app', proofs: ['none', 'tiktok', 'tiktok-open', 'shared'], auth: 'none' },
  oceanengine: { secret: 'key', credentials: ['token'], proofs: ['', 'shared', 'none'], pulls: true },
  tencent: { secret: 'tencent', credentials: ['token'], proofs: ['', 'tencent', 'shared', 'none'], pulls: true, make: true },
  baidu: { secret: 'baidu', proofs: ['', 'shared', 'none'], make: true },
  kuaishou: { secret: 'tencent', credentials: ['token'], pulls: 'always' },
  linkedin: { secret: 'client', needed: true, credentials: ['access_token'], address: 'api_url' },
  calls: { secret: 'generic', proofs: SHARED, make: true },
};

/** In the order in which they are offered. */
export const KIND_IDS = Object.keys(KINDS);

export const CALL_FIELDS = ['id', 'number', 'caller', 'callee', 'direction', 'seconds', 'recording_url', 'agent', 'at', 'lead'];

/** What comes by a channel of each kind, made up. */
export const SAMPLES = {
  generic: {
    lead_id: 'w-1001',
    user: { name: '王小明', mobile: '13800138000', mail: 'xiaoming@example.com' },
    course: 'MBA',
    campaign: 'spring',
    page: 'https://www.example.com/mba',
  },
  google: {
    lead_id: 'g-1001',
    user_column_data: [
      { column_id: 'FULL_NAME', string_value: 'Anna Smith' },
      { column_id: 'PHONE_NUMBER', string_value: '+16505550123' },
      { column_id: 'EMAIL', string_value: 'anna@example.com' },
      { column_id: 'Which course?', string_value: 'MBA' },
    ],
    campaign_id: '123',
    adgroup_id: '456',
    gcl_id: 'abc',
    is_test: false,
  },
  meta: {
    id: '998877',
    ad_id: '23840',
    form_id: '55',
    field_data: [
      { name: 'full_name', values: ['Anna Smith'] },
      { name: 'phone_number', values: ['+16505550123'] },
      { name: 'email', values: ['anna@example.com'] },
      { name: 'which_course?', values: ['MBA'] },
    ],
  },
  tiktok: {
    object: 1,
    entry: [
      {
        id: '7012345678901234567',
        campaign_id: '17',
        changes: [
          { field: 'name', value: 'Anna Smith' },
          { field: 'phone_number', value: '+16505550123' },
          { field: 'course', value: 'MBA' },
        ],
      },
    ],
  },
  oceanengine: { id: '70012', name: '王小明', telphone: '13800138000', weixin: 'xiaoming88', city_name: '上海', ad_id: '1701' },
  tencent: { account_id: '88', leads_id: '90001', leads_name: '王小明', leads_tel: '13800138000', campaign_id: '12', bundle: '{"course":"MBA"}' },
  baidu: { clueId: 'b-1001', cluePhoneNumber: '13800138000', formDetail: [{ name: '姓名', type: 'name', value: '王小明' }], planId: '77' },
  kuaishou: { id: '90071992547409931', details: [{ key: 'name', value: '王小明' }, { key: 'phone', value: '13800138000' }], create_time: '2026-05-04 09:00:00' },
  linkedin: {
    id: 'r-1',
    formResponse: {
      answers: [
        { questionId: 307234246, answerDetails: { textQuestionAnswer: { answer: 'anna@example.com' } } },
        { questionId: 307234254, answerDetails: { textQuestionAnswer: { answer: '+16505550123' } } },
      ],
    },
    testLead: false,
  },
};

/** Where the address of a channel is, for those outside. */
export const address = (channel) => location.origin + channel.hook_url;
