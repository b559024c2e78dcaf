/** The country to which phones without a country code most likely belong, by the firm's time zone. */

const REGIONS = {
  'Asia/Shanghai': 'CN',
  'Asia/Urumqi': 'CN',
  'Asia/Hong_Kong': 'HK',
  'Asia/Taipei': 'TW',
  'Asia/Singapore': 'SG',
  'Asia/Tokyo': 'JP',
  'Asia/Seoul': 'KR',
  'Europe/London': 'GB',
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
};

/** Undefined where nobody can tell. */
export const regionOf = (tenant) => REGIONS[tenant.time_zone];
