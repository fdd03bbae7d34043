import Crypto
import Store
import Time

/// The sign-in that the Claude Code CLI saves in `~/.claude/.credentials.json`.
struct ClaudeCredentials {
    static let maxBytes = 16 << 10
    private static let maxTokenBytes = 4 << 10

    /// The document to write on the server: the CLI's whole sign-in, with its scopes and plan, without other
    /// sign-ins in the customer's file.
    let document: Secret
    /// The time when the access token expires; the CLI then gets a new one with the refresh token.
    let expiresAt: Instant

    init(_ pasted: String) throws(InvalidInput) {
        let text = trimmed(pasted)
        guard !text.isEmpty else {
            throw InvalidInput("Paste the content of the file .credentials.json.")
        }
        guard text.utf8.count <= Self.maxBytes else {
            throw InvalidInput(
                "The credentials have more than \(Self.maxBytes) bytes: is this the right file?")
        }
        guard let json = JSONValue(json: Array(text.utf8)), case .object = json else {
            throw InvalidInput(
                "The credentials are not JSON: paste the whole file, from the first { to the last }.")
        }
        guard let signIn = json["claudeAiOauth"], case .object = signIn else {
            throw InvalidInput(
                "The credentials have no \"claudeAiOauth\" object: sign in with Claude Code first.")
        }
        try Self.checkToken("accessToken", in: signIn)
        try Self.checkToken("refreshToken", in: signIn)
        expiresAt = try Self.expiry(in: signIn)
        document = Secret(bytes: JSONValue.object(["claudeAiOauth": signIn]).bytes)
    }

    private static func checkToken(_ key: String, in signIn: JSONValue) throws(InvalidInput) {
        guard let value = signIn[key] else {
            throw InvalidInput("The credentials have no \"\(key)\" in \"claudeAiOauth\".")
        }
        guard let token = value.string, (1...maxTokenBytes).contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw InvalidInput("The \"\(key)\" in the credentials is not a token.") }
    }

    /// Milliseconds since 1970, as the CLI writes them.
    private static func expiry(in signIn: JSONValue) throws(InvalidInput) -> Instant {
        switch signIn["expiresAt"] {
        case nil:
            throw InvalidInput("The credentials have no \"expiresAt\" in \"claudeAiOauth\".")
        case .int(let milliseconds) where milliseconds > 0:
            return Instant(milliseconds: milliseconds)
        default:
            throw InvalidInput("The \"expiresAt\" in the credentials is not a time in milliseconds.")
        }
    }
}
