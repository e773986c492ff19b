namespace PortManager.Native.Steps;

/// <summary>Runs steps that may fail, for others that go on then: C# allows no catch around a yield return.</summary>
internal static class Attempt
{
    /// <summary>Continues the steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="failure">Why they failed; null if they did not.</param>
    /// <returns>True if they have to wait for their current element; false if they are over.</returns>
    public static bool TryAdvance(IEnumerator<Wait> steps, out Exception? failure)
    {
        try
        {
            failure = null;
            return steps.MoveNext();
        }
        catch (Exception e)
        {
            failure = e;
            return false;
        }
    }
}
