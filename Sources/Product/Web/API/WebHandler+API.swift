import Crypto
import HTTP
import Store

extension WebHandler {
    /// Starts a deploy. Needs the session's cookie, and refuses a request of another site's page. No form could
    /// carry a token here; a client that sends neither `Sec-Fetch-Site` nor `Origin` is no browser, so no page can
    /// have made it send the request.
    func apiDeploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        try requireSameOrigin(request.http)
        switch try startDeploy(of: session, request) {
        case .started: return Self.accepted("Provisioning started")
        case .alreadyRunning(let job):
            guard try store.job(job)?.kind == .deploy else { throw HTTPProblem.deletionRunning }
            return Self.accepted("Provisioning is already running")
        case .refused(let refusal):
            throw HTTPProblem.deployRefused(refusal)
        }
    }

    /// Cancels the running deploy, with the same checks as `apiDeploy`. The deploy continues until its process reads
    /// the request, and is then undone; one that is queued ends at once.
    func apiCancel(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        try requireSameOrigin(request.http)
        switch try store.requestCancel(of: session.user.id, by: .customer) {
        case .accepted:
            launchDueJobs(for: request.http)
            return Self.accepted("Provisioning is being stopped")
        case .canceled: return Self.accepted("Provisioning is canceled")
        case .alreadyStopping: return Self.accepted("Provisioning is being stopped already")
        case .deletionRunning: throw HTTPProblem.deletionRunning
        case .nothingRunning: throw HTTPProblem.nothingToCancel
        }
    }

    func apiStatus(_ request: WebRequest) throws -> RouteResponse {
        .json(StatusResponse(status: try serverStatus(of: request.requireSession().user.id)).json)
    }

    /// Checks that requests which change something can be served.
    func health(_ request: WebRequest) -> RouteResponse {
        do {
            try store.checkHealth()
            return .json(.object(["status": .string("ok")]))
        } catch {
            logFailure(.storeFailed, error, of: request.http)
            var response = RouteResponse.json(
                .object(["status": .string("unavailable")]), status: .serviceUnavailable)
            response.headers.add("Retry-After", String(HTTPProblem.retryInterval.components.seconds))
            return response
        }
    }

    private static func accepted(_ message: String) -> RouteResponse {
        .json(.object(["message": .string(message)]), status: .accepted)
    }
}
