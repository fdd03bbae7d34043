import HTTP
import Store

extension WebHandler {
    /// Starts a deploy and redirects to the dashboard, also when a job is running already or the deploy is refused:
    /// the dashboard says why.
    func deploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .started = try startDeploy(of: session) { launchDueJobs(for: request.http) }
        return .redirect(to: .dashboard)
    }

    func startDeploy(of session: Session) throws -> DeployStart {
        try store.startDeploy(of: session.user.id, deadline: settings.deployDeadline, by: .customer)
    }

    /// Launches the processes of the jobs that are due, after something has happened to one. The request succeeds even
    /// if that fails: the job is there, and is launched later.
    func launchDueJobs(for request: Request) {
        do {
            for job in try store.takeDueJobs(slots: settings.maxJobs) { launch(job, for: request) }
        } catch {
            logFailure(.launchFailed, error, of: request)
        }
    }

    private func launch(_ job: DueJob, for request: Request) {
        do {
            try launch(job.id, job.kind)
        } catch {
            logFailure(.launchFailed, error, of: request, job: job.id)
        }
    }
}
