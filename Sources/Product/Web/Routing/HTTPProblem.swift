import HTTP
import Mustache
import Store

/// The reason why a request is refused, shown to the client as a page or as JSON. Holds only our own sentences,
/// so it can't repeat a secret.
struct HTTPProblem: Error {
    let status: Status
    /// For programs; never changes once released.
    let code: String
    /// The page's heading.
    let title: String
    /// One or two sentences: the reason, and what the client can do.
    let message: String
    /// The fields that were not accepted, if there are any.
    var fieldErrors: [FieldError] = []
    /// Header fields that belong to this status.
    var headers: [(String, String)] = []
    /// What its page leads to; the dashboard or the start when there is nothing better.
    var wayBack: WayBack?

    static func badRequest(_ message: String) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "bad_request", title: "That did not arrive as expected",
            message: message)
    }

    static func invalidFields(_ fieldErrors: [FieldError]) -> HTTPProblem {
        HTTPProblem(
            status: .badRequest, code: "invalid_fields", title: "Some of that can’t be used",
            message: fieldErrors.map(\.message).joined(separator: " "), fieldErrors: fieldErrors)
    }

    static func invalidField(_ field: String, _ message: String) -> HTTPProblem {
        invalidFields([FieldError(field: field, message: message)])
    }

    static let badSignature = HTTPProblem(
        status: .unauthorized, code: "bad_signature", title: "The signature is wrong",
        message: "No signature in webhook-signature was made with our key for this delivery.")

    static let staleDelivery = HTTPProblem(
        status: .unauthorized, code: "stale_delivery", title: "The delivery is too old",
        message: "webhook-timestamp is more than five minutes from our clock.")

    static let billingNotConfigured = HTTPProblem(
        status: .serviceUnavailable, code: "billing_not_configured", title: "Billing is not set up",
        message: "This site has no key to check deliveries with yet.", headers: [("Retry-After", "3600")])

    static let unauthorized = HTTPProblem(
        status: .unauthorized, code: "unauthorized", title: "Sign in first",
        message: "This needs a signed-in session.")

    static let crossOrigin = HTTPProblem(
        status: .forbidden, code: "cross_origin", title: "This came from another site",
        message:
            "For your safety, forms are accepted only from our own pages. Open the page here and try again.")

    static let staleForm = HTTPProblem(
        status: .forbidden, code: "stale_form", title: "This page was out of date",
        message:
            "You were signed out or signed in again since it was opened. Nothing was changed: go back to the dashboard and try again."
    )

    static let expiredForm = HTTPProblem(
        status: .forbidden, code: "expired_form", title: "This form had expired",
        message: "This form had expired. Please send it again. If this stays, allow cookies for this site.")

    static let wrongCredentials = HTTPProblem(
        status: .unauthorized, code: "wrong_credentials", title: "That did not match",
        message: "Email address and password don’t match an account.")

    static func signUpClosed(_ contact: OperatorContact) -> HTTPProblem {
        HTTPProblem(
            status: .forbidden, code: "sign_up_closed", title: "Sign-up is closed",
            message: "New accounts are made by \(contact.text).")
    }

    static let notFound = HTTPProblem(
        status: .notFound, code: "not_found", title: "There is nothing here",
        message: "The address may be mistyped, or the page has moved.")

    static func methodNotAllowed(_ allowed: String) -> HTTPProblem {
        HTTPProblem(
            status: .methodNotAllowed, code: "method_not_allowed", title: "That does not work here",
            message: "This address accepts \(allowed) only.", headers: [("Allow", allowed)])
    }

    static let notImplemented = HTTPProblem(
        status: .notImplemented, code: "not_implemented", title: "Unknown method",
        message: "This server does not know the request’s method.")

    static func contentTooLarge(maxBytes: Int) -> HTTPProblem {
        HTTPProblem(
            status: .contentTooLarge, code: "content_too_large", title: "That is too much at once",
            message: "The request’s body has more than \(maxBytes) bytes.")
    }

    static func unsupportedMediaType(expected: String) -> HTTPProblem {
        HTTPProblem(
            status: .unsupportedMediaType, code: "unsupported_media_type", title: "Unexpected content type",
            message: "The request’s Content-Type must be \(expected).")
    }

    static func tooManyRequests(retryAfter: Duration) -> HTTPProblem {
        HTTPProblem(
            status: .tooManyRequests, code: "too_many_requests", title: "Too many tries",
            message: "Wait a while before you try again.",
            headers: [("Retry-After", String(retryAfter.components.seconds))])
    }

    static func deployRefused(_ refusal: DeployRefusal) -> HTTPProblem {
        let (status, retryAfter) = refusal.response
        return HTTPProblem(
            status: status, code: refusal.rawValue, title: "Deploying is not possible now",
            message: refusal.customerSentence,
            headers: retryAfter.map { [("Retry-After", String($0.components.seconds))] } ?? [])
    }

    static let deletionRunning = HTTPProblem(
        status: .badRequest, code: "deletion_running", title: "Your server is being deleted",
        message: "Your server is being deleted. Deploy again when that is done.")

    static let nothingToCancel = HTTPProblem(
        status: .conflict, code: "nothing_running", title: "There is nothing to cancel",
        message: "No deploy is running: there was none, or it has just ended.")

    static let deployRunning = HTTPProblem(
        status: .conflict, code: "deploy_running", title: "A deploy is running",
        message:
            "A server can be deleted once its deploy has ended. To end it now, cancel it on the dashboard.")

    /// The time after which a client may try again what is temporarily unavailable, in whole seconds.
    static let retryInterval = Duration.seconds(10)

    /// There are no random bytes, or the database is busy, full or can't be used: nothing was changed, and soon it may be.
    static func temporarilyUnavailable(_ request: Request) -> HTTPProblem {
        let seconds = retryInterval.components.seconds
        let wayBack = WayBack(from: request)
        return HTTPProblem(
            status: .serviceUnavailable, code: "temporarily_unavailable", title: "Not possible right now",
            message: wayBack.refreshInterval != nil
                ? "We can’t show you this just now. There is nothing you need to do: this page tries again every \(seconds) seconds."
                : "That could not be done just now, and nothing was changed. Please try again in a minute.",
            headers: [("Retry-After", String(seconds))], wayBack: wayBack)
    }

    /// Shows the client the reference alone; the log has the error under the same reference.
    static func internalError(reference: String) -> HTTPProblem {
        HTTPProblem(
            status: .internalServerError, code: "internal_error", title: "Something went wrong on our side",
            message: "It has been noted. If it stays, tell us this reference: \(reference)")
    }
}

extension DeployRefusal {
    /// The status of a response that tells of it, and when it may be worth to try again.
    fileprivate var response: (status: Status, retryAfter: Duration?) {
        switch self {
        case .noActiveSubscription, .serverExists, .onboardingUnfinished: (.badRequest, nil)
        case .untrackedServer: (.conflict, nil)
        case .tooManyDeploys: (.tooManyRequests, .seconds(3600))
        case .observing, .serverLimitReached: (.serviceUnavailable, .seconds(3600))
        }
    }
}

extension HTTPProblem {
    /// `{"error":{"code":…,"message":…}}`, with the wrong fields where there are any.
    var json: JSONValue {
        var error: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
        if !fieldErrors.isEmpty {
            error["fields"] = .array(
                fieldErrors.map { .object(["field": .string($0.field), "message": .string($0.message)]) })
        }
        return .object(["error": .object(error)])
    }
}

/// The page of a problem that belongs to no form.
struct ErrorPage: PageModel, Equatable {
    static let template = PageTemplate.error

    let status: Int
    let title: String
    let message: String
    let fieldErrors: [FieldError]
    let wayBack: WayBack?

    init(_ problem: HTTPProblem) {
        status = problem.status.rawValue
        title = problem.title
        message = problem.message
        fieldErrors = problem.fieldErrors
        wayBack = problem.wayBack
    }

    var refreshInterval: Duration? { wayBack?.refreshInterval }

    var context: KeyValuePairs<Name, Value> {
        [
            .status: .int(status), .title: .string(title), .message: .string(message),
            .wayBack: wayBack.map {
                [.href: .string($0.page.path), .isReload: .bool($0.refreshInterval != nil)]
            } ?? .null,
        ]
    }
}

extension Name {
    fileprivate static let isReload: Name = "isReload"
    fileprivate static let status: Name = "status"
    fileprivate static let title: Name = "title"
    fileprivate static let wayBack: Name = "wayBack"
}
