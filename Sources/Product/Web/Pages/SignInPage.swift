import Mustache

struct SignInPage: PageModel, Equatable {
    static let template = PageTemplate.signIn

    /// As typed.
    var email = ""
    var destination = SignInDestination.dashboard
    var fieldErrors: [FieldError] = []
    /// Why the form as a whole was not accepted.
    var formError: String?
    let isSignUpOpen: Bool

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .email: FormField("email", value: email, fieldErrors: fieldErrors).context,
            .password: FormField(secret: "password", fieldErrors: fieldErrors).context,
            .next: .string(destination.path),
            .fieldErrors: fieldErrors.context,
            .formError: .optional(formError),
            .isSignUpOpen: .bool(isSignUpOpen),
        ]
    }
}
