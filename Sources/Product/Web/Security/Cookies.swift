import Crypto
import HTTP

/// Writes our two cookies: the session's, and the one that protects forms before sign-in.
struct Cookies {
    /// Over https the `__Host-` prefix keeps other hosts of the domain from planting a cookie here
    /// (RFC 6265bis section 4.1.3.2). Over plain http neither prefix nor `Secure` would be accepted.
    let isSecure: Bool

    var sessionName: String { isSecure ? "__Host-rachel_session" : "rachel_session" }
    var formName: String { isSecure ? "__Host-rachel_form" : "rachel_form" }

    func session(_ token: Token, lifetime: Duration) -> String {
        cookie(sessionName, token.reveal(), maxAge: "; Max-Age=\(lifetime.components.seconds)")
    }

    /// Lasts until the browser is closed.
    func form(_ token: Token) -> String {
        cookie(formName, token.reveal(), maxAge: "")
    }

    func expiredSession() -> String {
        cookie(sessionName, "", maxAge: "; Max-Age=0")
    }

    func expiredForm() -> String {
        cookie(formName, "", maxAge: "; Max-Age=0")
    }

    private func cookie(_ name: String, _ value: String, maxAge: String) -> String {
        "\(name)=\(value); Path=/\(maxAge); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
