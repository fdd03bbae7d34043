import HTTP
import Store

extension WebHandler {
    /// A click that finds a job running leads to its page like the one that started it, and so does one that
    /// is refused: the page says why.
    func deploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .started(let job) = try startDeploy(of: session) { start(job, .deploy, for: request.http) }
        return .redirect(to: .dashboard)
    }

    func startDeploy(of session: Session) throws -> DeployStart {
        try store.startDeploy(of: session.user.id, deadline: settings.deployDeadline, by: .customer)
    }

    /// Starts the process of a job that was just inserted. That it can't be started is no failure of the
    /// request: the job is there, and the page says that its start is delayed.
    func start(_ job: Job.ID, _ kind: Job.Kind, for request: Request) {
        do {
            try launch(job, kind)
        } catch {
            logFailure(.launchFailed, error, of: request, job: job)
        }
    }
}
