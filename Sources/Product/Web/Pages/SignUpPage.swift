import Mustache

struct SignUpPage: PageModel, Equatable {
    static let template = PageTemplate.signUp

    /// As typed.
    var name = ""
    var email = ""
    var fieldErrors: [FieldError] = []
    /// Why the form as a whole was not accepted.
    var formError: String?

    var hasFormBeforeSignIn: Bool { true }

    var context: KeyValuePairs<Name, Value> {
        [
            .name: FormField("name", value: name, fieldErrors: fieldErrors).context,
            .email: FormField("email", value: email, fieldErrors: fieldErrors).context,
            .password: FormField(secret: "password", fieldErrors: fieldErrors).context,
            .minPasswordCharacters: .int(NewPassword.minCharacters),
            .fieldErrors: fieldErrors.context,
            .formError: .optional(formError),
        ]
    }
}
