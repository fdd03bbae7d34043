import Mustache

struct OnboardingPage: PageModel, Equatable {
    static let template = PageTemplate.onboarding

    let hasTelegramBot: Bool
    let hasClaudeCredentials: Bool
    /// As typed, or as kept.
    var ownerTelegramUserID = ""
    var fieldErrors: [FieldError] = []
    /// Why the form as a whole was not accepted.
    var formError: String?
    /// A server runs already, which has what was saved when it was made.
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
