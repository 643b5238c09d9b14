import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { businessDate, governmentCode } from '@komitmen/kernel';
import { Allow, ROLES } from '@komitmen/platform';
import { AdvanceDto, ClockDto, ContinueDto } from './calendar.dto';
import { CalendarService, type CalendarView } from './calendar.service';

@ApiTags('calendar')
@Controller('api/calendar')
export class CalendarController {
  constructor(private readonly calendar: CalendarService) {}

  @Get()
  @Allow({ roles: ROLES })
  list(): Promise<CalendarView[]> {
    return this.calendar.list();
  }

  /** Moves a demonstration's clock; the days begin one after the other after this answer. */
  @Post(':province/advance')
  @HttpCode(202)
  @Allow({ roles: ['administrator'] })
  advance(@Param('province') province: string, @Body() { to, withLaterReports }: AdvanceDto): Promise<CalendarView> {
    return this.calendar.advance(governmentCode(province, 'province'), businessDate(to, 'to'), withLaterReports ?? false);
  }

  /** Lets a move that waits for later reports go on. */
  @Post(':province/continue')
  @HttpCode(200)
  @Allow({ roles: ['administrator'] })
  continue(@Param('province') province: string, @Body() { until }: ContinueDto): Promise<CalendarView> {
    return this.calendar.release(governmentCode(province, 'province'), until === null ? null : businessDate(until, 'until'));
  }

  /** Only while the demonstration is being loaded. */
  @Post(':province/set')
  @HttpCode(200)
  @Allow({ roles: ['administrator'] })
  set(@Param('province') province: string, @Body() { date, time }: ClockDto): Promise<CalendarView> {
    return this.calendar.jump(governmentCode(province, 'province'), businessDate(date), time);
  }

  @Post(':province/loaded')
  @HttpCode(200)
  @Allow({ roles: ['administrator'] })
  loaded(@Param('province') province: string): Promise<CalendarView> {
    return this.calendar.endLoading(governmentCode(province, 'province'));
  }
}
