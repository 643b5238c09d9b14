/**
 * Who acts on the machine itself, with the key that signs tokens: the launcher and the command line. No account row
 * stands behind it, so there is nothing to sign in to; whoever can read the key is the administrator of the installation.
 */
export const CONSOLE_ACCOUNT_ID = '00000000-0000-7000-8000-000000000001';
