export { ApiProblem, type ApiOptions, HttpApi, type SignIn } from './api';
export { followLaterReports, type FollowOptions } from './follow-later-reports';
export { loadDemonstration, type LoadOptions, type LoadOutcome, type Progress } from './load-demonstration';
