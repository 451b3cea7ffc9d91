/**
 * How a page of the browser shell and the server prove to one another that both hold the page's key, without sending it: each signs
 * what the other one made up (HMAC-SHA-256, base64url). Another program that listens on the studio's port after it has ended learns
 * nothing that it could use, and cannot pass for the studio.
 */

/** First of the two subprotocols that a page's socket offers; the second is `PROOF_PREFIX` and the proof. */
export const SOCKET_PROTOCOL = 'kindling';
export const PROOF_PREFIX = 'kindling.';
/** Scheme of the `Authorization` header that carries a proof. */
export const PROOF_SCHEME = 'Kindling';

export const SESSION_PATH = '/session';
export const HELLO_PATH = '/session/hello';

/** Name of the one-time code in the address that the studio prints. */
export const CODE_PARAMETER = 'code';

/** What the server signs: the page's own nonce, and the one that the page is to sign in turn. */
export const serverMessage = (pageNonce: string, nonce: string): string => `server\n${pageNonce}\n${nonce}`;

/** What the page signs. */
export const pageMessage = (nonce: string): string => `page\n${nonce}`;

/** A proof as it is sent; good for one request. */
export const proofOf = (nonce: string, signature: string): string => `${nonce}.${signature}`;
