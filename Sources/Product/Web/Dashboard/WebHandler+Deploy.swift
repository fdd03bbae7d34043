import HTTP
import Store

extension WebHandler {
    /// Starts a deploy and redirects to the dashboard, also when a job is running already or the deploy is refused:
    /// the dashboard says why.
    func deploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        _ = try startDeploy(of: session, request)
        return .redirect(to: .dashboard)
    }

    /// Starts a deploy and launches it if it has its turn. The operator reads in the log why it was refused, and that there
    /// will soon be no room.
    func startDeploy(of session: Session, _ request: WebRequest) throws -> DeployStart {
        let user = session.user.id
        let start = try store.startDeploy(
            of: user, within: settings.deployLimits, deadline: settings.deployDeadline, by: .customer)
        if case .started = start { launchDueJobs(for: request.http) }
        log.report(start, of: user, try store.serverLoad(within: settings.deployLimits))
        return start
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
