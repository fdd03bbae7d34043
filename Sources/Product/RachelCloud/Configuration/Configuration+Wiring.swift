import HTTP
import HTTPClient
import Hetzner
import Logging
import Provisioning
import Store
import StructuredLog
import Time
import Web

extension Configuration {
    /// The log of this process, of the configured level.
    func startLog(_ label: String) -> Logger {
        StructuredLogHandler.install(level: logLevel)
        return Logger(label: label)
    }

    /// The settings of the pages.
    func webSettings() throws -> WebSettings {
        guard let baseURL = BaseURL(site: baseURL) else {
            throw BadInput("BASE_URL: the pages can't be served under this address")
        }
        var settings = WebSettings(baseURL: baseURL)
        settings.signUp = isSignUpOpen ? .open : .closed
        settings.operatorContact = OperatorContact(operatorContact)
        settings.deployDeadline = jobDeadline
        settings.deprovisionDeadline = jobDeadline
        settings.maxJobs = maxJobs
        settings.deployLimits = deployLimits
        settings.billingKeys = billingKeys
        settings.billingProducts = billingProducts
        settings.gracePeriod = gracePeriod
        return settings
    }

    /// A runner of jobs with the real transport. Belongs to the calling thread.
    func jobRunner(store: Store, log: Logger) throws -> JobRunner {
        let client = try hetznerClient(sharingCallsOf: store, log: log) { record in
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

    /// A client of the configured project; `observe` is called after each request. What can't be read in a list goes to
    /// the log.
    ///
    /// - Parameters:
    ///   - store: divides the calls among all processes with the token; nil for calls that are not counted.
    ///   - purpose: of calls without another.
    ///   - wrap: puts something between the client and the wire.
    func hetznerClient(
        sharingCallsOf store: Store? = nil, log: Logger? = nil, purpose: CallPurpose = .creation,
        observe: @escaping (CallRecord) -> Void = { _ in },
        through wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) throws -> HetznerClient {
        HetznerClient(
            endpoint: hetzner.endpoint, token: hetzner.token,
            transport: wrap(try CurlTransport(caFile: hetzner.caFile)),
            budget: store.map { SharedCallBudget(store: $0, project: provisioning.project, log: log) },
            purpose: purpose
        ) { record in
            if !record.leftOut.isEmpty {
                log?.warning(
                    "hetzner.unreadable",
                    metadata: [
                        "operation": "\(record.operation)",
                        "left_out": "\(record.leftOut.joined(separator: ", "))",
                    ])
            }
            observe(record)
        }
    }
}
