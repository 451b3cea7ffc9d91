import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

/** How a state is written in an address. What is the default is left out; what cannot be read is the default. */
export interface AddressCodec<T> {
  /** The parameters that are its own. */
  keys: readonly string[];
  read(params: URLSearchParams): T;
  /** Entries in any order; a key may come several times. */
  write(value: T): readonly (readonly [string, string])[];
}

/** Its own part of an address: two states with the same text are the same. */
export const addressText = <T>(codec: AddressCodec<T>, value: T): string =>
  new URLSearchParams(codec.write(value).map(([key, text]) => [key, text])).toString();

/** An address with a state in it; what else it says stays. */
export function withState<T>(params: URLSearchParams, codec: AddressCodec<T>, value: T): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of codec.keys) next.delete(key);
  for (const [key, text] of codec.write(value)) next.append(key, text);
  return next;
}

/**
 * A state that stands in the page's address, so that Back, a reload and a copied link bring it back. A change replaces the entry of the
 * history. `codec` must stay the same.
 */
export function useAddressState<T extends object>(codec: AddressCodec<T>): [T, (patch: Partial<T>) => void] {
  const [params, setParams] = useSearchParams();
  const [value, setValue] = useState(() => codec.read(params));
  const newest = useRef(value);
  /** Texts that were written and have not come back yet: the address follows a moment later. */
  const underWay = useRef<string[]>([]);
  const adopt = useEffectEvent(() => {
    const read = codec.read(params);
    const text = addressText(codec, read);
    const at = underWay.current.lastIndexOf(text);
    if (at >= 0) {
      underWay.current.splice(0, at + 1);
      return;
    }
    if (underWay.current.length > 0 || text === addressText(codec, newest.current)) return;
    newest.current = read;
    setValue(read);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the address has changed, by whomever
  useEffect(() => adopt(), [params]);
  const change = (patch: Partial<T>) => {
    const before = addressText(codec, newest.current);
    newest.current = { ...newest.current, ...patch };
    setValue(newest.current);
    const text = addressText(codec, newest.current);
    if (text === before) return;
    underWay.current.push(text);
    setParams((current) => withState(current, codec, newest.current), { replace: true });
  };
  return [value, change];
}
