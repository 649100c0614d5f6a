namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Finds out who is writing, by e-mail address or by name and zip code.</summary>
internal static class Identification
{
    /// <returns>Whether the customer is known; if not, the turn now asks or looks up.</returns>
    public static bool IsKnown(Turn turn)
    {
        if (turn.Facts.CustomerId is not null)
            return true;
        var person = turn.Conversation.Person;
        var byEmail = person.Email is null ? null : Arguments.Signature(ToolNames.FindByEmail, new Dictionary<string, object?> { ["email"] = person.Email });
        if (byEmail is not null && turn.Facts.ErrorOf(byEmail) is null && turn.Call(ToolNames.FindByEmail, ("email", person.Email)))
            return false;
        if (person.HasNameAndZip && !HasFailed(turn, person)
            && turn.Call(ToolNames.FindByNameZip, ("first_name", person.FirstName), ("last_name", person.LastName), ("zip", person.Zip)))
            return false;
        turn.Ask(Question(turn, person, byEmail is not null && turn.Facts.ErrorOf(byEmail) is not null));
        return false;
    }

    private static bool HasFailed(Turn turn, Reading.Person person) => turn.Facts.ErrorOf(Arguments.Signature(ToolNames.FindByNameZip,
        new Dictionary<string, object?> { ["first_name"] = person.FirstName, ["last_name"] = person.LastName, ["zip"] = person.Zip })) is not null;

    private static string Question(Turn turn, Reading.Person person, bool emailFailed)
    {
        if (person.HasNameAndZip && HasFailed(turn, person))
            return $"I could not find an account for {person.FirstName} {person.LastName} with zip code {person.Zip}. Please check the spelling, or tell me the e-mail address of the account. What should I look for?";
        if (emailFailed)
            return $"I could not find an account with the e-mail address {person.Email}. Could you check the e-mail address, or tell me your first and last name with your zip code?";
        if (person.LastName is not null)
            return $"Thank you, {person.FirstName}. Could you also tell me your zip code, or the e-mail address of your account?";
        if (person.Zip is not null)
            return "Thank you. Could you also tell me your first and last name as they are on the account with that zip code, or your e-mail address?";
        return "Before I can look at an order I need to find your account. " + Questions.WhoAreYou;
    }
}
