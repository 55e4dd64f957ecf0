/** One invalid input field. `path` is in dot notation, as the client sent it. */
export type FieldError = { path: string; message: string };

/** The kinds of failure a caller can act on; each maps to one HTTP status (RFC 9457). */
export const STATUS = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
} as const;
export type ErrorKind = keyof typeof STATUS;

/** Machine-readable facts of a problem beside its text; each is in the OpenAPI document (api/problems.ts). */
export type ProblemFacts = {
  /** A code for the cause, where one status has several. */
  reason?: string;
  /** Legal holds that prevent the action. */
  holds?: string[];
  /** Contacts whose person is being erased. */
  contacts?: string[];
  /** The erasure that is under way. */
  erasure_id?: string;
  /** The run that is under way. */
  run_id?: string;
  /** The contact that already has the address. */
  contact_id?: string;
  /** The pending invitation of the same address. */
  invitation_id?: string;
  /** The call to a language model that was paid for all the same. */
  call?: {
    conversation_id: string;
    model: string | null;
    usage: { input: number; cached_input: number; output: number; reported: boolean } | null;
    cost: string | null;
  };
  /** The limit of the assistant that leaves too little. */
  limit?: LimitFacts;
};

/** Whose limit it is, and how much of it is used now. A part of `most` and `left` that is null is not limited. */
export type LimitFacts = {
  of: 'organization' | 'user' | 'conversation';
  most: { tokens: number | null; cost: string | null };
  used: { tokens: number; cost: string };
  /** For answers that are being written. */
  reserved: { tokens: number; cost: string };
  left: { tokens: number | null; cost: string | null };
  /** RFC 3339. */
  begins_again_at: string;
};

/** Extra facts that an error may carry to its caller. `retryAfter` is in whole seconds. */
export type ErrorDetail = {
  errors?: FieldError[];
  retryAfter?: number;
  extra?: ProblemFacts;
  /** The last part of the problem's type, where it is more special than its kind. */
  problem?: string;
  cause?: unknown;
};

/** An expected failure. Its `message` is shown to clients: never put personal data in it. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly detail: ErrorDetail;
  constructor(kind: ErrorKind, message: string, detail: ErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.detail = detail;
  }
  get status(): number {
    return STATUS[this.kind];
  }
}

/** Returns the error "Not found or not yours": one answer for both, so that nobody can probe ids of other tenants. */
export const notFound = (what: string): AppError => new AppError('not_found', `${what} not found`);

/** Returns a 422 for a single field. */
export const invalidField = (path: string, message: string): AppError =>
  new AppError('invalid', message, { errors: [{ path, message }] });

export const conflict = (message: string): AppError => new AppError('conflict', message);

/** The error for a value that must be unique and is in use, at its field. */
export const inUse = (path: string, message: string): AppError =>
  new AppError('conflict', message, { errors: [{ path, message }] });

/** Returns whether an error is an expected failure of this kind. An unavailable database, for example, is not one. */
export const isKind = (error: unknown, kind: ErrorKind): error is AppError =>
  error instanceof AppError && error.kind === kind;

/**
 * Returns the code of a driver or system error, such as `23505` or `ECONNREFUSED`; null without one. Objection wraps
 * Postgres errors in an error without a code; this looks inside.
 */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const native = 'nativeError' in error ? error.nativeError : error;
  return native instanceof Error && 'code' in native ? String(native.code) : null;
}
