import HTTPClient
import Hetzner
import Logging
import Provisioning
import Store
import Web

extension Configuration {
    /// The settings of the pages.
    func webSettings() throws -> WebSettings {
        guard let baseURL = BaseURL(baseURL) else {
            throw BadInput("BASE_URL: the pages can't be served under this address")
        }
        var settings = WebSettings(baseURL: baseURL)
        settings.signUp = isSignUpOpen ? .open : .closed
        settings.deployDeadline = jobDeadline
        settings.deprovisionDeadline = jobDeadline
        settings.billingKeys = billingKeys
        settings.gracePeriod = gracePeriod
        return settings
    }

    /// Walks jobs with the real transport. Belongs to the calling thread.
    func jobRunner(store: Store, log: Logger) throws -> JobRunner {
        let client = try hetznerClient { record in
            log.debug(
                "hetzner.called",
                metadata: [
                    "operation": "\(record.operation)",
                    "status": "\(record.status.map(String.init) ?? "none")",
                    "ms": "\(record.duration.milliseconds)",
                    "correlation": "\(record.correlationID ?? "none")",
                ])
        }
        return JobRunner(store: store, hetzner: client, settings: provisioning, log: log)
    }

    /// A client of the configured project; `observe` is told of each request.
    func hetznerClient(observe: @escaping (CallRecord) -> Void = { _ in }) throws -> HetznerClient {
        HetznerClient(
            endpoint: hetzner.endpoint, token: hetzner.token,
            transport: try CurlTransport(caFile: hetzner.caFile),
            observe: observe)
    }
}
