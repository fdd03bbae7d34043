import Crypto
package import HTTP
package import Logging
package import Mustache
package import Store

/// Responds to every request of the site. Each responder thread has a handler and a store of its own; templates
/// and settings are shared.
package struct WebHandler: RequestHandler {
    let store: Store
    let templates: TemplateLibrary
    let settings: WebSettings
    let log: Logger
    /// The treatment of a name that a template uses and its page does not have; refused in tests.
    var unknownNames = UnknownNames.empty
    let launch: @Sendable (Job.ID, Job.Kind) throws -> Void
    /// The session of the last request, whose use is not recorded yet.
    private var used: (session: Session, token: Token)?

    /// - Parameters:
    ///   - launch: Starts the job's process and returns at once. An error is logged; the job stays and is started
    ///     later.
    ///
    /// Throws when the library lacks a page's template.
    package init(
        store: Store, templates: TemplateLibrary, settings: WebSettings, log: Logger,
        launch: @escaping @Sendable (Job.ID, Job.Kind) throws -> Void
    ) throws(TemplateError) {
        try Self.requirePages(in: templates)
        self.store = store
        self.templates = templates
        self.settings = settings
        self.log = log
        self.launch = launch
    }

    /// Throws when the library lacks a page's template.
    package static func requirePages(in templates: TemplateLibrary) throws(TemplateError) {
        for page in PageTemplate.allCases { _ = try templates.template(page.rawValue) }
    }

    var cookies: Cookies { Cookies(isSecure: settings.baseURL.isSecure) }

    package mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead {
        // Until the session is looked up, and when that fails, nobody is signed in.
        var webRequest = WebRequest(anonymous: request)
        do {
            webRequest = try WebRequest(request, cookies: cookies, store: store)
            if let session = webRequest.session, let token = webRequest.sessionToken {
                used = (session, token)
            }
            let route = try Route.matching(request)
            return try write(response(to: webRequest, of: route), for: webRequest, into: &body)
        } catch let problem as HTTPProblem {
            return refuse(problem, webRequest, into: &body)
        } catch {
            logFailure(.requestFailed, error, of: request)
            body.removeAll(keepingCapacity: true)
            let isPassing = Self.isPassing(error)
            let problem =
                isPassing
                ? HTTPProblem.temporarilyUnavailable(request) : .internalError(reference: request.id)
            return refuse(problem, webRequest, into: &body)
        }
    }

    package mutating func afterResponse() {
        guard let (session, token) = used else { return }
        used = nil
        // A write that meets another one, or a disk that takes none, is left to the next request: this tells no more than
        // when somebody was here, and whoever has something to save is told what is wrong.
        try? store.recordUse(of: session, token: token)
    }

    /// True for a failure that the same request may not meet a minute later.
    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as CryptoError: error.kind == .noRandomBytes
        case StoreError.databaseBusy, StoreError.databaseUnavailable: true
        default: false
        }
    }
}
