namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>A row, or a part of one, that was read with references to payloads and not yet with the payloads themselves.</summary>
internal interface IPayloadHolder
{
    /// <summary>The conversation that holds the row, and with it the payloads: for a fork's past that is its source.</summary>
    string ConversationId { get; }

    /// <summary>Null when nothing was taken out: then the documents are whole as they are.</summary>
    byte[][]? PayloadHashes { get; }

    /// <summary>Puts the texts back, which come in the order of <see cref="PayloadHashes"/>.</summary>
    void Fill(IReadOnlyList<byte[]?> payloads);
}
