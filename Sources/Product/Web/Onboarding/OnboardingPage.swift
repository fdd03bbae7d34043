import HTTP
import Mustache
import Store

/// The forms for the Telegram bot and the Claude sign-in.
struct OnboardingPage: PageModel, Equatable {
    static let template = PageTemplate.onboarding

    let hasTelegramBot: Bool
    let hasClaudeCredentials: Bool
    /// As typed, or as saved.
    var ownerTelegramUserID = ""
    var fieldErrors: [FieldError] = []
    /// The reason why the form as a whole was not accepted.
    var formError: String?
    /// True when a server runs already; it has the values that were saved when it was created.
    let hasServer: Bool

    var context: KeyValuePairs<Name, Value> {
        [
            .hasTelegramBot: .bool(hasTelegramBot),
            .hasClaudeCredentials: .bool(hasClaudeCredentials),
            .isComplete: .bool(hasTelegramBot && hasClaudeCredentials),
            .botToken: FormField(secret: "bot_token", fieldErrors: fieldErrors).context,
            .ownerID: FormField("owner_id", value: ownerTelegramUserID, fieldErrors: fieldErrors).context,
            .claudeCredentials: FormField(secret: "claude_credentials", fieldErrors: fieldErrors).context,
            .fieldErrors: fieldErrors.context,
            .formError: .optional(formError),
            .hasServer: .bool(hasServer),
        ]
    }
}

extension WebHandler {
    func showOnboarding(_ request: WebRequest) throws -> RouteResponse {
        .page(try onboardingPage(of: request.requireSession()))
    }

    /// Saves the fields that the form has: the bot's two, the Claude credentials, or all three. Saves either all of
    /// them or none.
    func saveOnboarding(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        let form = try verifiedForm(request, of: session)
        let input: OnboardingInput
        do throws(HTTPProblem) {
            input = try OnboardingInput(form)
        } catch {
            var page = try onboardingPage(of: session)
            page.fieldErrors = error.fieldErrors
            if form.has("owner_id") { page.ownerTelegramUserID = form["owner_id"] }
            return .form(page, refusedFor: error, as: ResponseFormat(for: request.http))
        }
        let isComplete = try save(input, of: session.user.id)
        return .redirect(to: isComplete ? .dashboard : .onboarding)
    }

    private func save(_ input: OnboardingInput, of user: User.ID) throws -> Bool {
        try store.write {
            if let bot = input.bot {
                try store.setTelegramBot(
                    token: bot.token.secret, ownerTelegramUserID: bot.owner.number, of: user)
            }
            if let claude = input.claude {
                try store.setClaudeCredentials(claude.document, expiresAt: claude.expiresAt, of: user)
            }
            return try store.onboarding(of: user).isComplete
        }
    }

    private func onboardingPage(of session: Session) throws -> OnboardingPage {
        let onboarding = try store.onboarding(of: session.user.id)
        return OnboardingPage(
            hasTelegramBot: onboarding.ownerTelegramUserID != nil,
            hasClaudeCredentials: onboarding.hasClaudeCredentials,
            ownerTelegramUserID: onboarding.ownerTelegramUserID.map(String.init) ?? "",
            hasServer: try store.subscription(of: session.user.id)?.isServerProvisioned ?? false)
    }
}

extension Name {
    fileprivate static let botToken: Name = "botToken"
    fileprivate static let claudeCredentials: Name = "claudeCredentials"
    fileprivate static let hasClaudeCredentials: Name = "hasClaudeCredentials"
    fileprivate static let hasServer: Name = "hasServer"
    fileprivate static let hasTelegramBot: Name = "hasTelegramBot"
    fileprivate static let isComplete: Name = "isComplete"
    fileprivate static let ownerID: Name = "ownerID"
}
