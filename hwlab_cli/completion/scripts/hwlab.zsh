#compdef hwlab
# Completion of hwlab for zsh; `hwlab completion zsh` writes it.

_hwlab() {
    local line
    local -a lines found shown
    # Nothing of the answer is evaluated: it is taken apart at its tabs, and no further.
    lines=("${(@f)$(_HWLAB_COMPLETE=zsh "${${(Q)words[1]}/#\~\//$HOME/}" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${(@)lines[2,-1]}"; do
        found+=("${line%%$'\t'*}")
        if [[ $line == *$'\t'* ]]; then
            shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
        else
            shown+=("$line")
        fi
    done
    case $lines[1] in
        photos) _files -g '(#i)*.(jpg|jpeg|png|webp|tif|tiff|heic|heif|avif|gif|mpo)(-.)' ;;
        files) _files ;;
        folders) _files -/ ;;
        fields) compadd -M 'm:{a-zA-Z}={A-Za-z}' -S '' -l -d shown -a found ;;
        words) (( $#found )) && compadd -M 'm:{a-zA-Z}={A-Za-z}' -l -d shown -a found ;;
    esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _hwlab "$@"
else
    compdef _hwlab hwlab
fi
