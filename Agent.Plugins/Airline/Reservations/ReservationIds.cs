namespace Agent.Plugins.Airline.Reservations;

/// <summary>The ids of reservations that are made here: six letters, counted up from the one the public domain begins with.</summary>
internal static class ReservationIds
{
    private const string First = "HATHAT";
    private const int Letters = 26;

    /// <param name="number">How many were made before.</param>
    public static string Of(int number)
    {
        var letters = First.ToCharArray();
        var carry = number;
        for (var at = letters.Length - 1; carry > 0 && at >= 0; at--)
        {
            carry += letters[at] - 'A';
            letters[at] = (char)('A' + (carry % Letters));
            carry /= Letters;
        }

        return new(letters);
    }
}
