import Crypto
import HTTP
import Logging
import Store

extension WebHandler {
    /// Records a new server's report and launches its job. The token is checked before the body, so that a stranger
    /// always gets a 404. The server calls until it reads a success or one of our own refusals.
    func receiveCallback(_ request: WebRequest, user: User.ID, token: Token) throws -> RouteResponse {
        switch try store.callbackTokenStatus(of: user, token: token) {
        case .unknown: throw HTTPProblem.notFound
        case .alreadyUsed: break
        case .expected:
            let report = try CallbackReport(mediaType: request.http.mediaType, body: request.http.body)
            if case .recorded(let job) = try store.recordCallback(report, user: user, token: token) {
                launchDueJobs(for: request.http)
                logCallback(of: job, request.http)
            }
        }
        return .json(.object(["status": .string("ok")]))
    }

    private func logCallback(of job: Job.ID, _ request: Request) {
        log.info(
            "callback.recorded", metadata: ["id": .string(request.id), "job": .string(job.text)])
    }
}

extension Store {
    fileprivate func recordCallback(
        _ report: CallbackReport, user: User.ID, token: Token
    ) throws -> CallbackReceipt {
        switch report {
        case .succeeded(let hostKey):
            try recordCallback(
                user: user, token: token, outcome: .succeeded, hostKey: hostKey, detail: nil)
        case .failed(let step, let detail):
            try recordCallback(
                user: user, token: token, outcome: .failed, hostKey: nil, detail: "\(step): \(detail)")
        }
    }
}

/// A new server's report on its set-up: our set-up script's JSON, or the form that cloud-init posts at its end, which
/// servers of an earlier release send.
enum CallbackReport: Equatable {
    /// The host key as OpenSSH writes it, without a comment.
    case succeeded(hostKey: String)
    /// The step's name and its last lines.
    case failed(step: String, detail: String)

    private static let maxFields = 50
    private static let maxStepBytes = 64
    /// Longer details lose their beginning, since the error is at the end.
    private static let maxDetailBytes = 4000

    /// Throws an `HTTPProblem` which names the field that is missing or malformed.
    init(mediaType: String, body: [UInt8]) throws(HTTPProblem) {
        switch mediaType {
        case FormData.mediaType:
            // phone_home posts every host key it finds, each ending in a newline, and `N/A` for one it doesn't.
            let form = try FormData(body: body, atMost: Self.maxFields)
            self = .succeeded(hostKey: try Self.hostKey(form["pub_key_ed25519"]))
        case "application/json":
            guard let json = JSONValue(json: body), case .object = json else {
                throw .badRequest("The body is not a JSON object.")
            }
            try self.init(json)
        default:
            throw .unsupportedMediaType(expected: "\(FormData.mediaType) or application/json")
        }
    }

    private init(_ json: JSONValue) throws(HTTPProblem) {
        switch json["status"]?.string {
        case "succeeded":
            self = .succeeded(hostKey: try Self.hostKey(json["pub_key_ed25519"]?.string))
        case "failed":
            self = .failed(step: try Self.step(json["step"]?.string), detail: try Self.detail(json["detail"]))
        default:
            throw .invalidFields([
                FieldError(field: "status", message: "status is neither succeeded nor failed.")
            ])
        }
    }

    private static func hostKey(_ line: String?) throws(HTTPProblem) -> String {
        do throws(CryptoError) {
            let key = try PublicKey(openSSH: line ?? "")
            if key.type == "ssh-ed25519" { return key.openSSH }
        } catch {
            // Reported below, like a key of another type.
        }
        let message = "pub_key_ed25519 is not an ssh-ed25519 public key."
        throw .invalidFields([FieldError(field: "pub_key_ed25519", message: message)])
    }

    private static func step(_ name: String?) throws(HTTPProblem) -> String {
        guard let name, (1...maxStepBytes).contains(name.utf8.count),
            !name.utf8.contains(where: \.isASCIIControl)
        else {
            let message = "step is not a name of 1 to \(maxStepBytes) bytes."
            throw .invalidFields([FieldError(field: "step", message: message)])
        }
        return name
    }

    private static func detail(_ value: JSONValue?) throws(HTTPProblem) -> String {
        switch value {
        case nil, .null: return ""
        case .string(let text): return String(decoding: text.utf8.suffix(maxDetailBytes), as: UTF8.self)
        default: throw .invalidFields([FieldError(field: "detail", message: "detail is not text.")])
        }
    }
}
