export { describeService } from './describe-service';
export { describeServices } from './describe-services';
