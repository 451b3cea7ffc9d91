import { AppError } from '../../../shared/errors/errors.ts';
import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';
import type { Downloads } from './downloads.ts';
import { searchHub } from './hubApi.ts';
import { parseHubId } from './hubId.ts';
import type { Hub } from './hubRequest.ts';
import { checkedToken, type HubTokens } from './hubTokens.ts';
import { lookAt, manifestOf } from './look.ts';

export interface HubServices {
  downloads: Downloads;
  tokens: HubTokens;
  fetch: typeof fetch;
}

/** Models of a hub. Nothing is asked of it but by these calls, and each of them is something that the user did. */
export function hubHandlers(context: HostContext, services: HubServices): Handlers<StudioContract, StudioPeer>['hub'] {
  const { downloads, tokens } = services;
  const ownHub = () => context.stores.settings.get().hubUrl;
  const hubAt = (url: string, token?: string): Hub => ({
    url,
    token: token === undefined ? tokens.tokenFor(url) : checkedToken(token, url),
    fetch: services.fetch,
  });
  /** The command line may name another hub and a token for this one call; windows use what the settings say. */
  const hubFor = ({ hub, token }: { hub?: string | undefined; token?: string | undefined }, peer: StudioPeer): Hub => {
    if (!peer.mayNamePaths && (hub !== undefined || token !== undefined))
      throw new AppError('forbidden', { what: 'a window cannot choose a hub for a call' });
    return hubAt(hub ?? ownHub(), token);
  };

  return {
    search: ({ words, ...given }, { signal, peer }) => searchHub(hubFor(given, peer), words, signal),
    look: ({ id, ...given }, { signal, peer }) => {
      const hub = hubFor(given, peer);
      return lookAt(context, hub, parseHubId(id, hub.url), signal);
    },
    download: async ({ name, ...given }, { signal, peer }) => {
      const hub = hubFor(given, peer);
      const { id, commit, file, bytes } = given;
      const manifest = await manifestOf(hub, { id, commit, file, bytes, name }, signal);
      return { key: await downloads.start(manifest, hub) };
    },
    downloads: (_, { signal }) => downloads.watch(signal),
    resume: async ({ key }) => {
      await downloads.resume(key, (url) => hubAt(url));
      return {};
    },
    pause: async ({ key }) => {
      await downloads.pause(key);
      return {};
    },
    discard: async ({ key }) => {
      await downloads.discard(key);
      return {};
    },
    token: () => tokens.about(ownHub()),
    setToken: async ({ token }) => {
      await tokens.set(ownHub(), token);
      return tokens.about(ownHub());
    },
  };
}
