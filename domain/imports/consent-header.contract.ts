/**
 * What a header says about consent:
 * - `refuses`: its rows refuse (`Unsubscribed`),
 * - `consents`: who agreed (`Opt-in`, `Would you like our news?`),
 * - `messages`: who gets messages (`Newsletter`, `Communication preference`),
 * - `state`: a status, perhaps of something else,
 * - `mentions`: a detail or a list, in which only a refusal says something (`Consent source`, `List`).
 */
export type ConsentHeader = 'refuses' | 'consents' | 'messages' | 'state' | 'mentions';
