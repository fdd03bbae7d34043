/// The onboarding values in a form. The page has one form for the bot and one for Claude; a value without a field
/// in the form stays unchanged.
struct OnboardingInput {
    struct Bot {
        let token: TelegramBotToken
        let owner: TelegramUserID
    }

    let bot: Bot?
    let claude: ClaudeCredentials?

    /// Throws an `HTTPProblem` which names every field that is missing or malformed.
    init(_ form: SubmittedForm) throws(HTTPProblem) {
        let hasBot = form.has("bot_token") || form.has("owner_id")
        let hasClaude = form.has("claude_credentials")
        let isEmpty = !hasBot && !hasClaude
        var fieldErrors: [FieldError] = []
        var bot: Bot?
        var claude: ClaudeCredentials?
        if hasBot || isEmpty {
            let token = fieldErrors.validate("bot_token") { () throws(InvalidInput) in
                try TelegramBotToken(form["bot_token"])
            }
            let owner = fieldErrors.validate("owner_id") { () throws(InvalidInput) in
                try TelegramUserID(form["owner_id"])
            }
            if let token, let owner { bot = Bot(token: token, owner: owner) }
        }
        if hasClaude || isEmpty {
            claude = fieldErrors.validate("claude_credentials") { () throws(InvalidInput) in
                try ClaudeCredentials(form["claude_credentials"])
            }
        }
        guard fieldErrors.isEmpty else { throw .invalidFields(fieldErrors) }
        self.bot = bot
        self.claude = claude
    }
}
