import { PATHS, type ServiceName } from '@komitmen/contracts';
import { parsePrivateKey, SharedSettings, TokenSigner } from '@komitmen/platform';
import { type Static, Type } from '@sinclair/typebox';
import type { Logger } from 'pino';
import { HttpUpstream } from './edge/http-upstream';

/** What the gateway reads in both shapes. */
export const GatewaySettings = Type.Required(Type.Pick(SharedSettings, ['TOKEN_PRIVATE_KEY']));

/** @throws Error when the setting holds no key. */
export const signerFrom = (settings: Static<typeof GatewaySettings>): TokenSigner =>
  new TokenSigner(parsePrivateKey(settings.TOKEN_PRIVATE_KEY));

const addressOf = (service: ServiceName) =>
  Type.String({
    pattern: '^https?://[^\\s,/]+/?(,https?://[^\\s,/]+/?)*$',
    description: `address of ${service}, as http://host:port; those of several instances separated by commas`,
  });

/** What the gateway reads besides where the services are processes of their own. */
export const UpstreamSettings = Type.Object({
  // Refused with all other settings, not only when the first token is to be signed.
  TOKEN_PRIVATE_KEY: Type.String({ ...GatewaySettings.properties.TOKEN_PRIVATE_KEY, pattern: '^\\s*\\{[^]*"d"\\s*:[^]*\\}\\s*$' }),
  REGENCIES_URL: addressOf('regencies'),
  BUDGETS_URL: addressOf('budgets'),
  ENROLMENT_URL: addressOf('enrolment'),
  SCORECARDS_URL: addressOf('scorecards'),
  NOTIFICATIONS_URL: addressOf('notifications'),
  BEHIND_PROXY: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'off',
    description:
      'on where one proxy stands before the gateway: the caller is the last address of its X-Forwarded-For; without such a proxy callers would name themselves',
  }),
});
export type UpstreamSettings = Static<typeof UpstreamSettings>;

/** The services behind the gateway where each is a process of its own. */
export function httpUpstreams(settings: UpstreamSettings, logger: Logger): HttpUpstream[] {
  const addresses: Readonly<Record<ServiceName, string>> = {
    regencies: settings.REGENCIES_URL,
    budgets: settings.BUDGETS_URL,
    enrolment: settings.ENROLMENT_URL,
    scorecards: settings.SCORECARDS_URL,
    notifications: settings.NOTIFICATIONS_URL,
  };
  const signer = signerFrom(settings);
  return (Object.keys(PATHS) as ServiceName[]).map(
    (name) => new HttpUpstream({ name, prefixes: PATHS[name], urls: addresses[name].split(','), signer, logger }),
  );
}
