# Completion of hwlab for fish; `hwlab completion fish` writes it.

function __hwlab_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    set -l lines (_HWLAB_COMPLETE=fish $program $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case photos
            string match -ri '.*(?:/|\.(?:jpg|jpeg|png|webp|tif|tiff|heic|heif|avif|gif|mpo))$' \
                -- (complete -C "__hwlab_any_file $current")
        case files
            complete -C "__hwlab_any_file $current"
        case folders
            string match -r '.*/$' -- (complete -C "__hwlab_any_file $current")
        case '*'
            set -e lines[1]
            string join \n -- $lines
    end
end

complete -c hwlab -f -k -a '(__hwlab_complete)'
