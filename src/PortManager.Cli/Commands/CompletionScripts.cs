using System.Diagnostics.CodeAnalysis;

namespace PortManager.Cli.Commands;

/// <summary>
/// The completion scripts. They make a shell run the program with the directive <c>[suggest:POSITION]</c>, which prints how a line
/// may continue.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # bash completion for portmanager
        _portmanager() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ "$candidate" == "$word"* && -n "$candidate" ]] && COMPREPLY+=("$candidate")
            done < <(portmanager "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _portmanager portmanager

        """;

    private const string Zsh = """
        #compdef portmanager
        # zsh completion for portmanager
        _portmanager() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a candidates
            candidates=(${(f)"$(portmanager "[suggest:${#line}]" "$line" 2>/dev/null)"})
            if (( ${#candidates} )); then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        if [[ "${funcstack[1]}" == _portmanager ]]; then
            _portmanager "$@"
        else
            compdef _portmanager portmanager
        fi

        """;

    private const string Fish = """
        # fish completion for portmanager
        function __portmanager_candidates
            set -l line (commandline --current-process --cut-at-cursor | string collect)
            set -l candidates (portmanager "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if test -n "$candidates"
                printf '%s\n' $candidates
            else
                __fish_complete_path (commandline --current-token)
            end
        end
        complete --command portmanager --no-files --arguments '(__portmanager_candidates)'

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    public static bool TryGet(string shell, [NotNullWhen(true)] out string? script)
    {
        script = shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            _ => null,
        };
        return script is not null;
    }
}
