import type { z } from 'zod';

/** A method that answers once. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'call';
  input: I;
  output: O;
}
/** A method that answers with any number of items and then ends. */
export interface Stream<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'stream';
  input: I;
  output: O;
}
export type Method = Call | Stream;
export type Contract = Record<string, Record<string, Method>>;

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({
  kind: 'call',
  input,
  output,
});
export const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Stream<I, O> => ({
  kind: 'stream',
  input,
  output,
});

/** What a handler knows about its caller: the signal fires on cancel and when the port closes. */
export interface CallContext<Peer> {
  signal: AbortSignal;
  peer: Peer;
}

type Handler<M extends Method, Peer> =
  M extends Call<infer I, infer O>
    ? (input: z.output<I>, context: CallContext<Peer>) => Promise<z.input<O>> | z.input<O>
    : M extends Stream<infer I, infer O>
      ? (input: z.output<I>, context: CallContext<Peer>) => AsyncIterable<z.input<O>>
      : never;

/** The serving side of a contract: one function per method. */
export type Handlers<C extends Contract, Peer = unknown> = {
  [N in keyof C]: { [M in keyof C[N]]: Handler<C[N][M], Peer> };
};

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

type ClientMethod<M extends Method> =
  M extends Call<infer I, infer O>
    ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
    : M extends Stream<infer I, infer O>
      ? (input: z.input<I>, options?: CallOptions) => AsyncGenerator<z.output<O>, void, undefined>
      : never;

/** The calling side of a contract: the same names, typed from the same entries. */
export type Client<C extends Contract> = {
  [N in keyof C]: { [M in keyof C[N]]: ClientMethod<C[N][M]> };
};
