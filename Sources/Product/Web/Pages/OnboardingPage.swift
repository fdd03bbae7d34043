import Mustache

struct OnboardingPage: Page, Equatable {
    static let template = PageTemplate.onboarding

    let hasTelegramBot: Bool
    let hasClaudeCredentials: Bool
    /// As typed, or as kept.
    var ownerTelegramUserID = ""
    var faults: [FieldFault] = []
    /// Why the form as a whole was not accepted.
    var refusal: String?
    /// A server runs already, which has what was saved when it was made.
    let hasServer: Bool

    var context: KeyValuePairs<Name, Value> {
        [
            .hasTelegramBot: .bool(hasTelegramBot),
            .hasClaudeCredentials: .bool(hasClaudeCredentials),
            .isComplete: .bool(hasTelegramBot && hasClaudeCredentials),
            .botToken: FormField(secret: "bot_token", faults: faults).context,
            .ownerID: FormField("owner_id", value: ownerTelegramUserID, faults: faults).context,
            .claudeCredentials: FormField(secret: "claude_credentials", faults: faults).context,
            .faults: faults.context,
            .refusal: .optional(refusal),
            .hasServer: .bool(hasServer),
        ]
    }
}
