/** Every route that answers without signing in. A route marked `@Public()` that is not listed here stops the start. */
export const PUBLIC_ROUTES: readonly string[] = [
  'GET /api/health',
  'POST /api/auth/login',
  'POST /api/auth/refresh',
  'POST /api/auth/logout',
  'GET /api/openapi.json',
  'GET /api/asyncapi.json',
  'GET /api/docs',
  'GET /api/docs/*',
  'GET /*',
];
