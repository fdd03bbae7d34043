package import HTTP
import Logging
import Store

extension WebHandler {
    /// Returns the request's path for the log, without a callback's token.
    @Sendable package static func loggedPath(of request: Request) -> String {
        let prefix = Route.callbackPrefix
        return request.path.hasPrefix(prefix) ? prefix + "…" : request.path
    }

    /// A failure that is reported to the log alone; the raw value is the event's name.
    enum Failure: String {
        case requestFailed = "request.failed"
        case errorPageFailed = "request.error_page_failed"
        case launchFailed = "job.launch_failed"
        case storeFailed = "health.store_failed"
    }

    /// Writes one line for the operator; our error types hold no secrets.
    func logFailure(_ failure: Failure, _ error: any Error, of request: Request, job: Job.ID? = nil) {
        log.error(
            "\(failure.rawValue)",
            metadata: [
                "id": .string(request.id), "job": .string(job?.text ?? "-"), "error": .string("\(error)"),
            ])
    }
}
