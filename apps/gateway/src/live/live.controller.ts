import { Controller, Header, type MessageEvent, Sse } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, currentActor, ROLES } from '@komitmen/platform';
import { interval, map, merge, type Observable, of } from 'rxjs';
import { LiveHub } from './live-hub';

/** Keeps proxies from closing a quiet stream, and lets the server notice a reader who is gone. */
const HEARTBEAT_MS = 25_000;
const heartbeat = (): MessageEvent => ({ type: 'heartbeat', data: {} });

@ApiTags('live')
@Controller('api/live')
export class LiveController {
  constructor(private readonly hub: LiveHub) {}

  /** Server-sent events `scorecard`, `flag`, `reminder` and `calendar`; officers hear of their own government only. */
  @Sse()
  @Header('x-accel-buffering', 'no')
  @Allow({ roles: ROLES, government: 'filtered' })
  stream(): Observable<MessageEvent> {
    const changes = this.hub.openFor(currentActor()).pipe(map(({ kind, data }): MessageEvent => ({ type: kind, data })));
    return merge(of(heartbeat()), changes, interval(HEARTBEAT_MS).pipe(map(heartbeat)));
  }
}
