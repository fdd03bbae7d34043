import Crypto
import HTTP
import Store

extension WebHandler {
    /// Needs the session's cookie and must not come from another site's page; a client that sends neither
    /// `Sec-Fetch-Site` nor `Origin` is no browser, so nobody can have made it call. There is no form here
    /// that could carry a token.
    func apiDeploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        try requireSameOrigin(request.http)
        switch try startDeploy(of: session) {
        case .started(let job):
            start(job, .deploy, for: request.http)
            return Self.accepted("Provisioning started")
        case .alreadyRunning(let job):
            guard try store.job(job)?.kind == .deploy else { throw HTTPProblem.deletionRunning }
            return Self.accepted("Provisioning is already running")
        case .refused(let refusal):
            throw HTTPProblem.deployRefused(refusal)
        }
    }

    /// Guarded as `apiDeploy` is. The deploy goes on until its process sees the wish, and is then undone.
    func apiCancel(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        try requireSameOrigin(request.http)
        switch try store.requestCancel(of: session.user.id, by: .customer) {
        case .accepted(let job):
            wake(job)
            return Self.accepted("Provisioning is being stopped")
        case .alreadyStopping: return Self.accepted("Provisioning is being stopped already")
        case .deletionRunning: throw HTTPProblem.deletionRunning
        case .nothingRunning: throw HTTPProblem.nothingToCancel
        }
    }

    func apiStatus(_ request: WebRequest) throws -> RouteResponse {
        .json(StatusResponse(status: try serverStatus(of: request.requireSession().user.id)).json)
    }

    /// Whether requests that change something can be served.
    func health(_ request: WebRequest) -> RouteResponse {
        do {
            try store.checkHealth()
            return .json(.object(["status": .string("ok")]))
        } catch {
            logFailure(.storeFailed, error, of: request.http)
            return .json(.object(["status": .string("unavailable")]), status: .serviceUnavailable)
        }
    }

    private static func accepted(_ message: String) -> RouteResponse {
        .json(.object(["message": .string(message)]), status: .accepted)
    }
}
